package dev.millrace.edge.update;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a class that Android cannot load and nothing else refers to; the check of its API passes over it. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@interface DesktopOnly {}
