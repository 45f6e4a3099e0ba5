const paths = {
  overview: 'M3 13h7V3H3zm0 8h7v-5H3zm11 0h7V11h-7zm0-18v5h7V3z',
  tunnels: 'M3 8h12l-3-3m9 11H9l3 3',
  authenticators: 'M12 3l8 3v6c0 5-3.4 8-8 9-4.6-1-8-4-8-9V6zm-3 9l2 2 4-4',
  certificates: 'M6 3h9l4 4v6M6 3v18h5m-2-12h5m-5 4h3m3 1a3 3 0 1 1 4 3v4l-2-1-2 1v-4a3 3 0 0 1 0-3z',
  cluster: 'M4 4h16v6H4zm0 10h16v6H4zm3-7h.01M7 17h.01M11 7h6m-6 10h6',
  plugins: 'M9 3v4m6-4v4M6 7h12v5a6 6 0 0 1-12 0zm6 11v3',
  configurations: 'M4 7h9m4 0h3M4 17h3m4 0h9M15 4.5v5M9 14.5v5',
  'connection-test': 'M4 12h3l3-8 4 16 3-8h3',
  tokens: 'M14.5 9.5a4.5 4.5 0 1 0-4 4.5L12 15.5V18h2.5v2.5H19V17zM8.5 8.5h.01',
  health: 'M12 20S4 15 4 9.2A4.2 4.2 0 0 1 12 7a4.2 4.2 0 0 1 8 2.2C20 15 12 20 12 20z',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  warning: 'M12 4l9 16H3zm0 6v4m0 3h.01',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm0-10v5m0-8h.01',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm0-13v2m0 14v2M3 12h2m14 0h2M5.6 5.6L7 7m10 10l1.4 1.4M18.4 5.6L17 7M7 17l-1.4 1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.500 10.500z',
  auto: 'M12 3a9 9 0 1 0 0 18zm0 0a9 9 0 0 1 0 18',
  logout: 'M14 4H5v16h9m-4-8h11m-3-3l3 3-3 3',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  download: 'M12 4v11m-4-4l4 4 4-4M5 20h14',
  upload: 'M12 16V5M8 9l4-4 4 4M5 20h14',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zm5-2l4 4',
  plus: 'M12 5v14M5 12h14',
  dash: 'M6 12h12',
  external: 'M14 4h6v6m0-6l-9 9M10 5H5v14h14v-5',
} as const;

export type IconName = keyof typeof paths;

/** A drawing that says nothing which the text beside it does not. */
export function Icon({ name, size = 20, class: className }: { name: IconName; size?: number; class?: string }) {
  return (
    <svg
      class={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
