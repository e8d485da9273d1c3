/** What a server executes (WEB-01, IIS and ASP.NET handlers): scripts, which take what follows them in a path, and others. */
const SCRIPTS =
  'aspx ashx asmx asp asa svc soap rem axd cer cdx cshtml vbhtml xamlx php php3 php4 php5 phtml jsp jspx cfm cfml';
const EXECUTABLE =
  'asax ascx shtml shtm stm master config htr idc htw ida idq printer pl cgi py exe dll com bat cmd ps1';
/** What it sends as it is. */
const STATIC =
  'js css png gif jpg jpeg ico svg bmp webp woff woff2 ttf eot otf map htm html txt xml json manifest appcache xap swf mp3 wav lzx pdf htc less';

/** Writes the kernel's table of extensions at `at`: open addressing over 256 slots of a key (the letters as one number) and a class. */
export function writeExtensions(view: DataView, at: number): void {
  for (const [list, kind] of [
    [SCRIPTS, 1],
    [STATIC, 2],
    [EXECUTABLE, 3],
  ] as const) {
    for (const extension of list.split(' ')) {
      let key = 0n;
      for (const b of Buffer.from(extension)) key = (key << 8n) | BigInt(b);
      let slot = Number(BigInt.asUintN(64, key * 0x9e3779b97f4a7c15n) >> 56n);
      while (view.getBigUint64(at + 16 * slot, true) !== 0n) slot = (slot + 1) & 0xff;
      view.setBigUint64(at + 16 * slot, key, true);
      view.setInt32(at + 16 * slot + 8, kind, true);
    }
  }
}
