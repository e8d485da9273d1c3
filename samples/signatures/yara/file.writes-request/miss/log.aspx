<%@ Page Language="C#" %>
<% File.AppendAllText(Server.MapPath("~/App_Data/visits.log"), DateTime.UtcNow.ToString("o") + "\n"); %>
