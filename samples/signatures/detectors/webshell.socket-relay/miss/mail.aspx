<%@ Page Language="C#" %>
<% new System.Net.Mail.SmtpClient("mail.corp.example").Send(Request["from"], "web@corp.example", "question", Request["text"]); %>