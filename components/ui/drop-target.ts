'use client';

import { useState, type DragEvent } from 'react';

/** A place things can be dropped on: spread `props` over its element. */
export interface DropTarget {
  /** Something it takes is held over it. */
  readonly over: boolean;
  readonly props: {
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

interface DropRules {
  /** What the pointer says would happen. */
  readonly effect: 'move' | 'copy';
  readonly takes: (event: DragEvent) => boolean;
  readonly onDrop: (event: DragEvent) => void;
}

export function useDropTarget({ effect, takes, onDrop }: DropRules): DropTarget {
  const [over, setOver] = useState(false);
  return {
    over,
    props: {
      onDragOver: (event) => {
        if (!takes(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = effect;
        setOver(true);
      },
      onDragLeave: (event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
          setOver(false);
      },
      onDrop: (event) => {
        setOver(false);
        if (!takes(event)) return;
        event.preventDefault();
        onDrop(event);
      },
    },
  };
}
