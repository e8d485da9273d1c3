<%@ Page Language="C#" %>
<% Server.ScriptTimeout = 600; var c = new SqlConnection(Settings.Orders); for (int i = 0; i < t.Columns.Count; i++) Response.Write(t.Columns[i].ColumnName); %>
