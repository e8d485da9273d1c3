<%@ Page Language="C#" %>
<script runat="server">
void Page_Load() {
  int x = int.Parse(Request.QueryString["x"]);
  string file = Server.MapPath("~/cache/" + x + ".png");
  if (!System.IO.File.Exists(file)) new System.Net.WebClient().DownloadFile("https://tiles.example/" + x + ".png", file);
  Response.WriteFile(file);
}
</script>
