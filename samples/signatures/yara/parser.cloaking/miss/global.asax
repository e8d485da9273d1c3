<%@ Application Language="C#" %>
<script runat="server">
void Application_BeginRequest() { if (Request.UserAgent.Contains("googlebot")) Context.Items["crawler"] = true; }
</script>
