/** What a program or library (PE file) says of itself. None of it is proof: all of it can be forged but the signature, which is not verified. */
export interface ImageFacts {
  readonly machine: 'x86' | 'x64' | 'arm64' | 'other';
  readonly isLibrary: boolean;
  /** When it was linked, UTC ISO 8601; null where the field is empty or holds a hash. */
  readonly linkedAt: string | null;
  /** Names that it exports, at most a few hundred. */
  readonly exports: readonly string[];
  /** Names of libraries that it imports. */
  readonly imports: readonly string[];
  /** Strings of its version resource: `CompanyName`, `FileVersion`, `OriginalFilename`… */
  readonly version: Readonly<Record<string, string>>;
  /** Path of the debug file, which often names the project. */
  readonly debugFile: string | null;
  /** Of the whole file, as it was read. Left out: not known. */
  readonly sha256?: string;
  /** An Authenticode signature is attached. Whether it is valid is not known. */
  readonly signed: boolean;
  /** Set for .NET assemblies. */
  readonly assembly: AssemblyFacts | null;
}

export interface AssemblyFacts {
  readonly name: string;
  readonly version: string;
  /** Lower-case hex of eight bytes; null where it has no strong name. */
  readonly publicKeyToken: string | null;
  /** Assemblies that it refers to. */
  readonly references: readonly string[];
  /** Types that it holds, `ASP.logon_aspx`, those within others by their own name; null where there are more than are read. */
  readonly types: readonly string[] | null;
  /** Types of other assemblies that it refers to: `System.Web.IHttpModule`. At most a few thousand. */
  readonly typeReferences: readonly string[];
  /** Strings of its code, at most a few thousand. */
  readonly strings: readonly string[];
}
