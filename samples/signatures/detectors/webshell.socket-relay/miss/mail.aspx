<%@ Page Language="C#" %>
<html><body><form method="post"><input name="from" /><textarea name="text"></textarea></form>
<% new System.Net.Mail.SmtpClient("mail.corp.example").Send(Request["from"], "web@corp.example", "question", Request["text"]); %>
</body></html>
