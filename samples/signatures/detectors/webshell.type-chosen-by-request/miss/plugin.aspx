<%@ Page Language="C#" %>
<% var plugin = Activator.CreateInstance(Type.GetType(ConfigurationManager.AppSettings["plugin"])); Response.Write(Request["q"]); %>