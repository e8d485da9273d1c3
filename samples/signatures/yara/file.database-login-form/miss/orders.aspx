<%@ Page Language="C#" %>
<% var c = new SqlConnection("server=db01;Integrated Security=SSPI;database=" + Name.Text); %>
