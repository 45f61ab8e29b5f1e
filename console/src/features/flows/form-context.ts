/** What every field of a step's form needs to know about its surroundings. */

import { createContext, use } from "react";
import { noOptions, type Options } from "./flow-api";

export interface FormSurroundings {
  languages: string[];
  /** What expressions and texts can name. */
  names: string[];
  options: Options;
  readOnly: boolean;
  /** What is wrong at exactly this place, in words. */
  faultAt: (where: string) => string | undefined;
  /** The flow that is edited: it cannot call itself. */
  flowId: string;
}

export const FormContext = createContext<FormSurroundings>({
  languages: [],
  names: [],
  options: noOptions,
  readOnly: false,
  faultAt: () => undefined,
  flowId: "",
});

export const useForm = (): FormSurroundings => use(FormContext);

/** Change a value; edits with the same key right after each other are undone together. */
export type SetValue = (value: unknown, key?: string) => void;

export interface ValueProps {
  label: string;
  description?: string;
  value: unknown;
  set: SetValue;
  /** Where the value is in its step, such as `parameters.prompts.0.say.en`. */
  where: string;
}
