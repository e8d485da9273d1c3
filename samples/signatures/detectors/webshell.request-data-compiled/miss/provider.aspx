<%@ Page Language="C#" %><%@ Import Namespace="System.CodeDom.Compiler" %>
<% foreach (var known in CodeDomProvider.GetAllCompilerInfo()) Response.Write(known.GetLanguages()[0]); %>