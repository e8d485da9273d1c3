<script language="JScript" runat="server">
var Json = { parse: function (text) { return eval('(' + text + ')'); } };
function settings() { return Json.parse(Application("settings")); }
</script>
