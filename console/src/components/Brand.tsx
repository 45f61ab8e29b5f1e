/** The mark: a headset. */
export function Brand({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0b7285" />
      <path d="M9 18v-2a7 7 0 0 1 14 0v2" fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
      <rect x="7" y="17" width="4.5" height="7" rx="2.2" fill="#fff" />
      <rect x="20.5" y="17" width="4.5" height="7" rx="2.2" fill="#fff" />
    </svg>
  );
}
