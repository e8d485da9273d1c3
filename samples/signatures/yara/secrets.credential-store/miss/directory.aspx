<%@ Page Language="C#" %>
<% var d = new DirectoryEntry("LDAP://DC=corp,DC=example"); %>
