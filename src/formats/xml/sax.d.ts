import 'sax';

/** What `@types/sax` does not know of yet. */
declare module 'sax' {
  /** Characters of one token after which the parser complains, looked at once a chunk. Holds for all parsers of the process. */
  let MAX_BUFFER_LENGTH: number;
  interface SAXOptions {
    /** Knows the five entities of XML only, not those of HTML. */
    strictEntities?: boolean;
  }
}
