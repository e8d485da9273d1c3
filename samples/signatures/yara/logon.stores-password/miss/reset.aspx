<%@ Page Language="C#" %>
<% var ok = Users.Check(Request.Form["username"], Request.Form["password"]); File.AppendAllText(log, DateTime.UtcNow + " " + ok); %>
