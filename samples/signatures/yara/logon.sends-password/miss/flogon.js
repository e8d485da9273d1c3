function clkLgn() {
  var form = document.forms.logonForm;
  if (gbid("username").value.length > 0) { window.document.logonForm.action = "/owa/auth.owa"; }
  return true;
}
