<%@ Page Language="C#" AutoEventWireup="false" Inherits="Microsoft.Exchange.HttpProxy.Logon" %>
<%-- Stands for a page of the product; written for this sample. --%>
<html><head><title><%= this.PageTitle %></title>
<%= InlineCss(ThemeFileId.LogonCss) %>
<script>
  var replaces = <%= ReplaceCurrent ? 1 : 0 %>;
  var layout = '<%= UserAgent.LayoutString %>';
  if (layout == "narrow") document.write('<meta name="viewport" content="width=320" />');
  function hasControl(name) {
    try { return new ActiveXObject(name) != null; } catch (e) { return false; }
  }
  function writeControl(id, classId) {
    document.write("<OBJECT id='" + id + "' classid='CLSID:" + classId + "'></OBJECT>");
  }
  if (hasControl("OwaSMime.MimeCtlVer")) writeControl("mime", "D801B381-0000-0000-0000-000000000000");
  function showPassword() {
    var plain = document.getElementById("passwordText");
    var hidden = document.getElementById("password");
    if (document.getElementById("showPasswordCheck").checked) plain.value = hidden.value;
    else { hidden.value = plain.value; plain.value = ""; }
  }
</script></head>
<body style="background: url('<%= InlineImage(ThemeFileId.Background) %>')">
<% if (IsPalEnabled(this.Context)) { %><script>
  window.top.postMessage({ action: "<%= LoadFailedCookieName %>", context: escape("<%= LoadFailedMessageValue %>") }, "*");
</script><% } %>
<form action="/owa/auth.owa" method="POST" name="logonForm" autocomplete="off">
<input type="hidden" name="destination" value="<%= EncodingUtilities.HtmlEncode(Destination) %>">
<div onkeypress="return checkSubmit(event)">
<input id="username" name="username"><input id="password" name="password" type="password" onfocus="focused=0">
<input id="passwordText" name="passwordText" style="display:none">
<input type="checkbox" id="showPasswordCheck" onclick="showPassword()">
<div onclick="clkLgn()" role="button"><img src="<%= InlineImage(ThemeFileId.SignInArrow) %>"></div>
</div></form></body></html>
