/** The mark is the asterisk that opens every untagged response: what the server says unasked is what makes mail live. */
export function Logo({ size = 20 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      aria-hidden
      data-slot="logo"
      className="shrink-0 text-accent"
    >
      <rect x="0.5" y="0.5" width="19" height="19" rx="5" className="fill-current" />
      <path
        d="M10 4.6v10.8M5.3 7.3l9.4 5.4M14.7 7.3l-9.4 5.4"
        className="stroke-on-accent"
        strokeWidth="2"
        strokeLinecap="round"
        fill="none"
      />
    </svg>
  );
}
