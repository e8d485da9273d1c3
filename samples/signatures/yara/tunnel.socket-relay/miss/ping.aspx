<%@ Page Language="C#" %>
<% using (var c = new System.Net.Sockets.TcpClient("mail.corp.example", 25)) Response.Write("up"); %>
