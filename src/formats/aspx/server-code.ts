import { type CodeLanguage, isBasic } from '../code/language.js';
import { parseCode } from '../code/parse-code.js';
import type { CodeUnit } from '../code/syntax.js';
import { type MappedText, MappedTextBuilder } from '../text-encoding/mapped-text.js';
import type { AspxDocument, ServerBlock } from './aspx-document.js';

/** All code of a file that is in one language, put together as its server does. */
export interface ServerCode {
  readonly language: CodeLanguage;
  readonly unit: CodeUnit;
  /** The text of `unit`; its offsets are bytes of the original file. */
  readonly text: MappedText;
}

/** The code of a document, one piece for each language, parsed. Expressions come as calls of `Response.Write`. */
export function serverCode(document: AspxDocument): readonly ServerCode[] {
  const languages = [
    ...new Set(document.blocks.flatMap(({ language, mayBe }) => (mayBe ? [language, mayBe] : [language]))),
  ];
  return languages.map((language) => {
    const builder = new MappedTextBuilder();
    for (const block of document.blocks) {
      const isOf = block.language === language || block.mayBe === language;
      if (isOf && block.kind !== 'builder') append(builder, block, isBasic(language));
    }
    const text = builder.build(document.text);
    return { language, text, unit: parseCode(text.text, language) };
  });
}

function append(builder: MappedTextBuilder, block: ServerBlock, basic: boolean): void {
  const written = block.kind === 'expression' || block.kind === 'binding' || block.kind === 'razor-expression';
  if (written) builder.make(basic ? '\nResponse.Write(' : ';Response.Write(', block.start);
  if (block.encoded) builder.make(block.code, block.start);
  else builder.copy(block.code, block.start);
  builder.make(written ? (basic ? ')\n' : ');\n') : '\n', block.end);
}
