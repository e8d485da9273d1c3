<%@ page contentType="text/plain" %>
<% Runtime.getRuntime().gc(); out.print(Runtime.getRuntime().freeMemory()); %>
