<%@ Page Language="C#" %>
<% var entry = new System.DirectoryServices.DirectoryEntry("LDAP://dc=corp,dc=example"); Response.Write(Request["q"]); %>