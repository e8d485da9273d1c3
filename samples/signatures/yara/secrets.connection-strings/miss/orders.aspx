<%@ Page Language="C#" %>
<% Store.Open(ConfigurationManager.ConnectionStrings["Orders"].ConnectionString); Title.Text = "Orders"; %>
