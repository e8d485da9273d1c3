function focusUserName() {
  document.forms[0].elements["username"].focus();
}
