<%@ Page Language="C#" %>
<script runat="server">
void Login(object s, EventArgs e) {
  var client = new System.Net.WebClient();
  string body = "grant_type=password&username=" + Uri.EscapeDataString(Request.Form["username"]) + "&password=" + Uri.EscapeDataString(Request.Form["password"]);
  Session["token"] = client.UploadString("https://sso.corp.example/token", body);
}
</script>
