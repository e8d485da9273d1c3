<%@ Page Language="C#" %>
<script runat="server">
[DllImport("advapi32.dll")] static extern bool LogonUser(string user, string domain, string word, int type, int provider, ref IntPtr token);
</script>
