/*
 * Resources that bring objects with them. ASP.NET makes resources of a site into assemblies by itself, and so reads each object in them.
 */

rule loader_serialised_resource {
  meta:
    id = "loader.serialised-resource"
    title = "Resource of a site with a serialised object"
    description = "A .resx file holds an object of BinaryFormatter or SoapFormatter. Below App_GlobalResources or App_LocalResources ASP.NET deserialises it as soon as a page of the site is compiled, whatever it does then."
    severity = "medium"
    confidence = "moderate"
    attack = "T1505.003,T1620"
    reference = "WEB-08"
    false_positives = "Resources of desktop programs, which keep lists of images so: sources in a web folder have them, but no site compiles them."
    next_steps = "Decode the value and look for the types that it names, without deserialising it. | Look for who wrote the file, and for requests at that time."
    version = "1.0"
  strings:
    $binary = /\bmimetype\s{0,4}=\s{0,4}["']application\/x-microsoft\.net\.object\.binary\.base64["'][^>]{0,300}>\s{0,200}<value>\s{0,200}AAEAAAD/
    $soap = /\bmimetype\s{0,4}=\s{0,4}["']application\/x-microsoft\.net\.object\.soap\.base64["'][^>]{0,300}>\s{0,200}<value>\s{0,200}[A-Za-z0-9+\/]/
  condition:
    ($binary or $soap) and extension matches /^\.?resx$/i
}
