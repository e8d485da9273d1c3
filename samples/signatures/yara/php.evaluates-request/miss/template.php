<?php
// Runs the template that was compiled for this page.
$name = basename($_GET['page'] ?? 'home');
eval('?>' . $templates->compiled($name));
