<xsl:stylesheet version="1.0" xmlns:msxsl="urn:schemas-microsoft-com:xslt">
<msxsl:script language="C#" implements-prefix="u">public string Year() { return System.DateTime.Now.Year.ToString(); }</msxsl:script>
</xsl:stylesheet>
