<p>Choose a report and execute it.</p>
<%
conn.Execute(sql)
%>
