<%
Set x = Server.CreateObject("MSXML2.DOMDocument." & version)
%>
