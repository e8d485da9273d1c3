<xsl:stylesheet version="1.0"><xsl:template match="/"><p>System.Diagnostics</p></xsl:template></xsl:stylesheet>
