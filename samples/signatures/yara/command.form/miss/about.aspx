<%@ Page Language="C#" %>
<p>Served by <%= Environment.MachineName %></p><form><input name="search"></form>
