'use client';

import { useMemo } from 'react';
import { linkify } from './linkify';
import { quoteBlocks, withLastLine } from './quote-blocks';

/** Plain text as React nodes: nothing in it is ever markup. Quoted text keeps its levels as lines at the edge. */
export function TextBody({ text }: { readonly text: string }) {
  const blocks = useMemo(() => quoteBlocks(text), [text]);
  return (
    <div
      dir="auto"
      className="max-w-[72ch] text-start [&:dir(rtl)]:me-auto text-lead leading-[1.6] wrap-anywhere whitespace-pre-wrap"
    >
      {blocks.map((block, index) => (
        <Quoted key={index} level={block.level}>
          <LinkedText text={withLastLine(block.text)} />
        </Quoted>
      ))}
    </div>
  );
}

function Quoted({ level, children }: { readonly level: number; readonly children: React.ReactNode }) {
  if (level === 0) return <div>{children}</div>;
  return (
    <blockquote className="border-s-2 border-accent/40 ps-3 text-ink-2">
      <Quoted level={level - 1}>{children}</Quoted>
    </blockquote>
  );
}

function LinkedText({ text }: { readonly text: string }) {
  return linkify(text).map((piece, index) =>
    piece.href === null ? (
      piece.text
    ) : (
      <a
        key={index}
        href={piece.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className="text-accent underline underline-offset-2"
      >
        {piece.text}
      </a>
    ),
  );
}
