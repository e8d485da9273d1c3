<%@ Page Language="C#" %>
<% System.IO.File.AppendAllText(Server.MapPath("~/App_Data/audit.log"), Request.Form["username"] + " signed in"); %>