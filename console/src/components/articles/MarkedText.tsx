/** A text in which places are marked, from start to before end, counted in code points. */
export function MarkedText({ text, marks }: { text: string; marks: readonly (readonly number[])[] }) {
  const points = [...text];
  const parts = [];
  let from = 0;
  for (const [start = 0, end = 0] of marks) {
    if (start > from) parts.push(points.slice(from, start).join(""));
    parts.push(<mark key={start}>{points.slice(start, end).join("")}</mark>);
    from = end;
  }
  if (from < points.length) parts.push(points.slice(from).join(""));
  return parts;
}
