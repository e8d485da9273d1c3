<%@ Page Language="C#" %>
<% var disk = new DriveInfo("C"); var last = Session["last"]; var c = new SqlConnection(Settings.Orders); %>
