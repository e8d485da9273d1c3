<%@ Page Language="C#" %>
<% var own = (System.Web.Configuration.CompilationSection)System.Configuration.ConfigurationManager.GetSection("system.web/compilation"); Response.Write(own.Debug); %>