/** A language that server code is written in. C# and JScript share one grammar here, VB and VBScript another. */
export type CodeLanguage = 'csharp' | 'jscript' | 'vb' | 'vbscript';

/** Whether the language is of the Basic family: lines end statements, letters match in either case. */
export function isBasic(language: CodeLanguage): boolean {
  return language === 'vb' || language === 'vbscript';
}
