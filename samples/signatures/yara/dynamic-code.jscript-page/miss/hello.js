// Page Language: JScript is what Internet Explorer ran
