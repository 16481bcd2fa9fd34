// Results are taken a part at a time; the page asks for the next part by itself.
document.getElementById("going-on").requestSubmit();
