/** Names a kind of input that detectors consume and, for the compiler, its shape. */
export interface InputClass<T> {
  readonly name: string;
  /** Never set; carries the type. */
  readonly shape?: T;
}

/** Declares a kind of input. Its owner exports the one instance; engines feed values of type `T` under it. */
export function defineInputClass<T>(name: string): InputClass<T> {
  return { name };
}
