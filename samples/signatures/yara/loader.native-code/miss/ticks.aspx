<%@ Page Language="C#" %>
<script runat="server">
[DllImport("kernel32.dll")] static extern ulong GetTickCount64();
</script>
<%= GetTickCount64() %>
