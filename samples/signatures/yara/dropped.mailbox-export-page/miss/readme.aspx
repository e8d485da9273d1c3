<!-- !BDN is how a PST file begins -->
<p>Mail archive</p>
