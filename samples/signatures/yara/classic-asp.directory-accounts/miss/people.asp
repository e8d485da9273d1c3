<%
id = Request("id")
Set c = GetObject("LDAP://CN=Users,DC=corp,DC=example")
%>
