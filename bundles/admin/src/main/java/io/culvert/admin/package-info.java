/** What operators can do, by HTTP and JSON. */
@NullMarked
package io.culvert.admin;

import org.jspecify.annotations.NullMarked;
