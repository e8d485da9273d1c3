<a href="page.asp#@~top">top</a>
<% Response.Write Server.URLEncode(x) %>
