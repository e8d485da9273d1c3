<%@ Page Language="C#" %>
<% string sheet = "<xsl:stylesheet version='1.0'><xsl:template match='/'><script>alert(1)</script></xsl:template></xsl:stylesheet>"; %>