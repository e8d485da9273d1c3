<%@ page contentType="text/html" %>
<% String words = request.getParameter("q"); %>
<c:forEach items="${search.find(param.q)}" var="hit"><li>${fn:escapeXml(hit)}</li></c:forEach>
