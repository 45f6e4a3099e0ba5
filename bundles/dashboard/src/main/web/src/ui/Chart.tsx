import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { clock } from '../format';
import { theme } from '../theme';

export interface Series {
  label: string;
  /** A custom property of the style sheet, such as `--series-1`. */
  colour: string;
  values: (number | null)[];
}

interface Props {
  /** Says what the chart shows, to those who do not see it. */
  label: string;
  /** Seconds since 1970. */
  times: number[];
  series: Series[];
  format: (value: number) => string;
  /** How far apart ticks may be; without it, whatever fits. */
  steps?: number[];
  height?: number;
}

const HOUR = 3600;
/** Steps of sizes: powers of two. */
export const BINARY = Array.from({ length: 40 }, (_, i) => 2 ** i);
/** Steps of what is counted: 1, 2, 5, 10 and so on. */
export const WHOLE = Array.from({ length: 12 }, (_, i) => [1, 2, 5].map((n) => n * 10 ** i)).flat();

/** Lines over the last hour, and what they are now, or where the pointer is. */
export function Chart({ label, times, series, format, steps, height = 190 }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const [pointed, setPointed] = useState<number>();
  const look = `${theme.value}${series.length}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew only when the look changes; data comes below
  useEffect(() => {
    const element = host.current;
    if (!element) {
      return;
    }
    const made = new uPlot(
      options(element, series, format, steps, height, setPointed),
      [[], ...series.map(() => [])],
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const repaint = () => made.redraw(false, true);
    dark.addEventListener('change', repaint);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', repaint);
      made.destroy();
    };
  }, [look]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot needs its data
  useEffect(() => {
    plot.current?.setData([times, ...series.map((s) => s.values)]);
  }, [times, series, look]);
  const time = pointed === undefined ? undefined : times[pointed];
  return (
    <>
      <div class="legend">
        {series.map((s) => {
          const value = time === undefined ? s.values.at(-1) : s.values[pointed ?? 0];
          return (
            <span key={s.label}>
              <i style={{ background: `var(${s.colour})` }} />
              {s.label} <b>{typeof value === 'number' ? format(value) : '–'}</b>
            </span>
          );
        })}
        {time !== undefined && <time>{clock(time * 1000)}</time>}
      </div>
      <div ref={host} class="chart" role="img" aria-label={label} />
    </>
  );
}

function options(
  element: HTMLElement,
  series: Series[],
  format: Props['format'],
  steps: number[] | undefined,
  height: number,
  point: (index: number | undefined) => void,
): uPlot.Options {
  // Resolved when drawn, so that a change of the colour scheme needs no new plot.
  const probe = document.createElement('i');
  probe.hidden = true;
  element.append(probe);
  const colour = (name: string) => () => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  return {
    width: element.clientWidth || 300,
    height,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    hooks: { setCursor: [(u) => point(u.cursor.idx ?? undefined)] },
    scales: {
      x: { time: true, range: (_, __, max) => [max - HOUR, max] },
      y: { range: (_, __, max) => [0, Math.max(max * 1.1, 1)] },
    },
    axes: [
      { ...axis, values: '{HH}:{mm}', space: 70, size: 30 },
      { ...axis, size: 80, space: 34, incrs: steps, values: (_, ticks) => ticks.map(format) },
    ],
    series: [
      {},
      ...series.map((s, i) => ({
        label: s.label,
        stroke: colour(s.colour),
        width: 2,
        points: { show: false },
        fill: i === 0 ? (u: uPlot) => gradient(u, colour(s.colour)()) : undefined,
      })),
    ],
  };
}

/** From a shade of the line down to nothing. */
function gradient(u: uPlot, colour: string): CanvasGradient | string {
  const { top, height } = u.bbox;
  if (!Number.isFinite(top + height) || height <= 0) {
    return 'transparent';
  }
  const fill = u.ctx.createLinearGradient(0, top, 0, top + height);
  fill.addColorStop(0, colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.22)'));
  fill.addColorStop(1, colour.replace(/^rgb\((.*)\)$/, 'rgba($1, 0)'));
  return fill;
}

/** A line without axes. */
export function Sparkline({ values }: { values: number[] }) {
  const max = Math.max(...values, 1e-9);
  const points = values.map((v, i) => `${(i / Math.max(1, values.length - 1)) * 100},${30 - (v / max) * 28}`);
  return (
    <svg class="spark" viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
      {points.length > 1 && (
        <>
          <polygon points={`0,32 ${points.join(' ')} 100,32`} fill="currentColor" opacity="0.12" />
          <polyline
            points={points.join(' ')}
            fill="none"
            stroke="currentColor"
            stroke-width="1.6"
            vector-effect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  );
}
