/** How hard a password is to guess, as a hint while it is typed. Pure; the server decides. */

export const SHORTEST = 10;
const FEWEST_CHARACTERS = 5;

export interface Strength {
  /** What the server would refuse it for. */
  readonly fault: "short" | "easy" | null;
  /** 0 to 4, for a meter. */
  readonly score: number;
}

/** `before` is the password until now. */
export function strengthOf(password: string, login: string, before = ""): Strength {
  const different = new Set(password).size;
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u].filter((kind) => kind.test(password)).length;
  if (password.length < SHORTEST) return { fault: "short", score: password === "" ? 0 : 1 };
  const named = login !== "" && password.toLowerCase().includes(login.toLowerCase());
  if (named || different < FEWEST_CHARACTERS || password === before) return { fault: "easy", score: 1 };
  // Length counts most: four words are harder to guess than eight signs.
  const points = password.length / 4 + kinds + (different >= 10 ? 1 : 0);
  return { fault: null, score: points >= 7 ? 4 : points >= 5 ? 3 : 2 };
}
