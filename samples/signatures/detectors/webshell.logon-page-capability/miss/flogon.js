// Stands for a script of the product; written for this sample.
window.onload = function () {
  if (replaces) start();
  else leave();
};

function start() {
  var found = /(^|; )logondata=acc=([0|1])&lgn=([^;]+)(;|$)/.exec(document.cookie);
  if (found) gbid("username").value = found[3];
  document.cookie = "cookieTest=1";
  if (document.cookie.indexOf("cookieTest=") == -1) gbid("lgnDiv").style.display = "none";
  if (navigator.userAgent.indexOf("MSIE ") != -1) gbid("chkBsc").disabled = false;
}

function leave() {
  var o = window;
  if (o.dialogArguments) {
    var opener = o.dialogArguments.opener;
    if (opener) opener.open(a_sCW, new String(Math.round(Math.random() * 100000)), "toolbar=0,width=800");
    o.close();
    return;
  }
  while (o.frameElement && o.frameElement.ownerDocument) o = o.frameElement.ownerDocument.defaultView;
  if (o.navigate) o.navigate(a_sLgn + "&url=" + encodeURIComponent(a_sUrl));
  else o.location = a_sLgn + a_sUrl;
}

function clkSec() {
  if (gbid("chkPrvt").checked) document.logonForm["flags"].value |= 4;
  else document.logonForm.flags.value &= ~4;
}

function checkSubmit(e) {
  if (e && e.keyCode == 13) {
    if (e.preventDefault) e.preventDefault();
    clkLgn();
  }
}

function clkLgn() {
  var expires = new Date();
  expires.setTime(expires.getTime() + 14 * 24 * 60 * 60 * 1000);
  document.cookie = "logondata=acc=0&lgn=" + gbid("username").value + "; expires=" + expires.toUTCString();
  if (gbid("showPasswordCheck").checked) gbid("password").value = gbid("passwordText").value;
  document.cookie = "PBack=0; path=/";
  window.document.logonForm.action = "/owa/auth.owa";
  document.logonForm.submit();
}

function clkReLgn() {
  window.location.href = "../";
}

function gbid(s) {
  return document.getElementById(s);
}
