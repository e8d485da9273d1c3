<%@ Page Language="C#" %>
<script runat="server">
// Pages are built with MSBuild on the build server; see the wiki.
void Page_Load() { notes.Text = new ReportBuilder().Build(int.Parse(Request["id"])); }
</script>
