eval("unsafe");
// unsafe: eval(text, scope)
